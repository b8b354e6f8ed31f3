/** Builds of kernels/, base64: made by scripts/wasmKernels.js. */
declare module '*?simd' {
  const base64: string;
  export default base64;
}
declare module '*?relaxed' {
  const base64: string;
  export default base64;
}
declare module '*?simd-shared' {
  const base64: string;
  export default base64;
}
declare module '*?relaxed-shared' {
  const base64: string;
  export default base64;
}
