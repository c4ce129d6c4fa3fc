"""The model that decides where form alone does not: candidates, features, a small network in ONNX, its training."""
