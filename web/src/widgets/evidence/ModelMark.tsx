import classes from "./evidence.module.css";

interface ModelMarkProps {
  /** The model's name. */
  model: string;
  /** A small model that proves the wiring. */
  isWeak: boolean;
  /** What the model did: "suggested by". */
  did?: string;
}

/** What a model said is never shown without this. */
export function ModelMark({ model, isWeak, did = "says the model" }: ModelMarkProps) {
  return (
    <span className={classes.model}>
      {did} <b>{model}</b>
      {isWeak && (
        <span
          className={classes.weak}
          title="A small model that comes with Goldsmith. It is often wrong: weigh its words lightly."
        >
          weak model
        </span>
      )}
    </span>
  );
}
