"""CNN Explorer: convolutional neural networks made visible."""

__version__ = "0.1.0"
