"""The parts of the API's description: who may call, what is sent, examples, samples of code."""
