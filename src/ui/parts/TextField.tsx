interface Props {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export const TextField = ({ label, value, onChange }: Props) => (
  <span className="field text-field" data-invalid={value.trim() === '' || undefined}>
    <input
      aria-label={label}
      aria-invalid={value.trim() === '' || undefined}
      value={value}
      maxLength={64}
      onChange={(e) => onChange(e.target.value)}
    />
  </span>
);
