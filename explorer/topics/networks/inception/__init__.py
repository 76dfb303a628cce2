"""The 1 x 1 convolution and the Inception module."""
