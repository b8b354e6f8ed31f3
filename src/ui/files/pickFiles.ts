interface Wish {
  readonly multiple?: boolean;
  readonly folder?: boolean;
  readonly accept?: string;
}

/** The browser's file picker. An empty list when the person changes their mind. */
export function pickFiles({ multiple = false, folder = false, accept = '' }: Wish): Promise<readonly File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = multiple;
    input.webkitdirectory = folder;
    input.accept = accept;
    const done = () => {
      input.remove();
      resolve([...(input.files ?? [])]);
    };
    input.addEventListener('change', done, { once: true });
    input.addEventListener('cancel', done, { once: true });
    // in the page: an input that nothing holds may be collected while its picker is open
    input.hidden = true;
    document.body.append(input);
    input.click();
  });
}
