import type { ComponentProps } from 'react';

interface Props extends ComponentProps<'button'> {
  readonly kind?: 'primary' | 'default' | 'ghost' | 'danger';
  readonly size?: 'large' | 'control' | 'tight';
}

export const Button = ({ kind = 'default', size = 'control', className = '', ...rest }: Props) => (
  <button type="button" data-kind={kind} data-size={size} className={`button ${className}`} {...rest} />
);
