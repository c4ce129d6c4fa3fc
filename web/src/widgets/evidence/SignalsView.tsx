import { type AnswerSignals, signalLines } from "./signals";
import classes from "./signals.module.css";

/** How a text came about, for whoever judges it: evidence, which decides nothing. */
export function SignalsView({ signals }: { signals: AnswerSignals }) {
  const lines = signalLines(signals);
  return (
    <div className={classes.signals}>
      {lines.length === 0 ? (
        <p className={classes.note}>The page measured nothing for this text.</p>
      ) : (
        <dl className={classes.lines}>
          {lines.map(({ name, value, note }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <b>{value}</b> <span className={classes.of}>{note}</span>
              </dd>
            </div>
          ))}
        </dl>
      )}
      <p className={classes.note}>
        These numbers decide nothing and prove nothing. People paste from their own editors, dictate, and
        quote: judge the text.
      </p>
    </div>
  );
}
