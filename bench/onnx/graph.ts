import { bytesOf, float, integer, type Message, message, nested } from './protobuf.ts';

/** onnx.proto3, the fields that are written here. */
const FLOAT = 1;
const INT64 = 7;
const OPSET = 20;
const IR_VERSION = 9;

/** An attribute: a whole number is written as INT, `{ float }` as FLOAT. */
export type Attribute = number | string | readonly number[] | { readonly float: number } | Graph;
export type Attributes = Readonly<Record<string, Attribute>>;

type Numbers = Float32Array | readonly number[];

function attribute(name: string, value: Attribute): Message {
  const of = (type: number, ...content: readonly Message[]) =>
    nested(5, message(nested(1, name), content, integer(20, type)));
  if (value instanceof Graph) return of(5, nested(6, value.encode()));
  if (typeof value === 'string') return of(3, nested(4, value));
  if (typeof value === 'number') return of(2, integer(3, value));
  if ('float' in value) return of(1, float(2, value.float));
  return of(7, ...value.map((n) => integer(8, n)));
}

/** float32 from a Float32Array, int64 from an array of whole numbers. */
function tensor(name: string, values: Numbers, shape: readonly number[]): Message {
  const floats = values instanceof Float32Array;
  const data = floats ? values : BigInt64Array.from(values, (n) => BigInt(n));
  return message(
    shape.map((n) => integer(1, n)),
    integer(2, floats ? FLOAT : INT64),
    nested(8, name),
    nested(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  );
}

const valueInfo = (name: string, shape: readonly number[]): Message => {
  const dims = nested(2, message(shape.map((n) => nested(1, integer(1, n)))));
  return message(nested(1, name), nested(2, nested(1, message(integer(1, FLOAT), dims))));
};

/** A graph in the making. Values are known by name; names of a nested graph must differ from those around it. */
export class Graph {
  private readonly nodes: Message[] = [];
  private readonly initializers: Message[] = [];
  private readonly inputs: Message[] = [];
  private readonly outputs: Message[] = [];
  private readonly prefix: string;
  private count = 0;
  /** Nodes by operator. */
  readonly operators = new Map<string, number>();

  constructor(prefix = '') {
    this.prefix = prefix;
  }

  private fresh(what: string): string {
    return `${this.prefix}${what}_${this.count++}`;
  }

  input(name: string, shape: readonly number[]): string {
    this.inputs.push(nested(11, valueInfo(this.prefix + name, shape)));
    return this.prefix + name;
  }

  output(name: string, shape: readonly number[]): void {
    this.outputs.push(nested(12, valueInfo(name, shape)));
  }

  constant(values: Numbers, shape: readonly number[]): string {
    const name = this.fresh('constant');
    this.initializers.push(nested(5, tensor(name, values, shape)));
    return name;
  }

  /** Adds a node; returns the names of its outputs. */
  node(operator: string, inputs: readonly string[], attributes: Attributes = {}, outputs = 1): string[] {
    const names = Array.from({ length: outputs }, () => this.fresh(operator));
    this.operators.set(operator, (this.operators.get(operator) ?? 0) + 1);
    this.nodes.push(
      nested(
        1,
        message(
          inputs.map((name) => nested(1, name)),
          names.map((name) => nested(2, name)),
          nested(3, names[0]!),
          nested(4, operator),
          Object.entries(attributes).map(([name, value]) => attribute(name, value)),
        ),
      ),
    );
    return names;
  }

  /** As `node`, for the usual single output. */
  one(operator: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.node(operator, inputs, attributes)[0]!;
  }

  encode(): Message {
    return message(this.nodes, nested(2, `${this.prefix}graph`), this.initializers, this.inputs, this.outputs);
  }

  /** A ModelProto. */
  bytes(): Uint8Array<ArrayBuffer> {
    const opset = nested(8, message(nested(1, ''), integer(2, OPSET)));
    return bytesOf(message(integer(1, IR_VERSION), nested(7, this.encode()), opset));
  }
}
