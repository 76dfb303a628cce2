"""From one filter to a whole network: convolution, padding, stride, channels, pooling."""
