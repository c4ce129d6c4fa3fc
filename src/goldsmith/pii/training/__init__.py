"""From labelled windows to a model file. Needs the extra `train`; nothing here is imported where a model is used."""
