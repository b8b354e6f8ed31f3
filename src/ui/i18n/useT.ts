import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message, Values } from '../../core/problem.ts';
import type { en } from './en.ts';

type Plural = 'one' | 'other';
type Base<K> = K extends `${infer B}_${Plural}` ? B : K;

/** Keys of the texts, without their plural endings. */
export type TextKey = Base<keyof typeof en>;
export type Translate = (key: TextKey, values?: Values) => string;

/** Texts in the language shown. A `count` among the values chooses the plural. */
export function useT(): Translate {
  const { t } = useTranslation();
  return useMemo(() => (key, values) => t(key as string, values ?? {}), [t]);
}

/** Says a message of the program: a problem, a notice, the name of an edit. */
export function useSay(): (message: Message) => string {
  const { t } = useTranslation();
  return useMemo(() => (message) => t(message.key, message.values ?? {}), [t]);
}

/** Title of a command. */
export function useCommandTitle(): (id: string) => string {
  const { t } = useTranslation();
  return useMemo(() => (id) => t(`command.${id}`), [t]);
}
