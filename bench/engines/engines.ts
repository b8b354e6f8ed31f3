/** A network, and how it is to be run by ours and by onnxruntime-web, on one page in turn. */
export interface EngineTask {
  readonly net: string;
  readonly config: 'small' | 'defaults';
  /** Height and width. */
  readonly size: readonly [number, number];
  readonly backend: 'wasm' | 'webgpu';
  readonly threads: number;
}

export interface Prepared {
  /** Name of the graphics adapter, '' without one. */
  readonly adapter: string;
  /** Nodes of the ONNX graph by operator, most frequent first. */
  readonly operators: readonly (readonly [string, number])[];
  /** Largest |ours - peer| over the largest |peer|, over all outputs. */
  readonly difference: number;
}

/** What the page of engines offers to the bench. Each call waits until the outputs are in the page's memory. */
export interface Engines {
  /** The size that `net` is run at, and its multiply-accumulates there; `least`: the smallest image of 64 x 64 or more. */
  about(
    net: string,
    config: EngineTask['config'],
    least: boolean,
  ): Pick<EngineTask, 'size'> & { readonly gmac: number };
  prepare(task: EngineTask): Promise<Prepared>;
  /** ms of one forward pass. */
  ours(): Promise<number>;
  peer(): Promise<number>;
}

declare global {
  interface Window {
    engines?: Engines;
  }
}
