import { Slider as Radix } from 'radix-ui';

interface Props {
  readonly label: string;
  readonly value: number;
  readonly min?: number;
  readonly max: number;
  readonly step?: number;
  /** The value in words for assistive technology. */
  readonly text?: string;
  readonly width?: number;
  readonly onChange: (value: number) => void;
}

/** Arrows step by one, with Shift by ten. */
export const Slider = ({ label, value, min = 0, max, step = 1, text, width, onChange }: Props) => (
  <Radix.Root
    className="slider"
    style={width ? { width } : undefined}
    min={min}
    max={max}
    step={step}
    value={[Math.min(max, Math.max(min, value))]}
    onValueChange={([v]) => onChange(v!)}
  >
    <Radix.Track className="slider-track">
      <Radix.Range className="slider-range" />
    </Radix.Track>
    <Radix.Thumb className="slider-thumb" aria-label={label} aria-valuetext={text} />
  </Radix.Root>
);
