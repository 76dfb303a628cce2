"""One object and its place as the output of a network, and the loss of a prediction."""
