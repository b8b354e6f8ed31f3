/** CSS px from the outline to the edge of its picture, and from the middle to the ends of the cross. */
const ROOM = 3;
const ARM = 4;

/**
 * The outline of the brush at the pointer. An element of its own rather than a drawing: the browser moves it without
 * painting anything anew, so that it costs next to nothing at every move.
 */
export interface BrushOutline {
  readonly element: SVGSVGElement;
  /** Moves it to a point of the stage; radius in CSS px. */
  place(x: number, y: number, radius: number): void;
  hide(): void;
}

const shape = (name: 'circle' | 'path', attributes: Readonly<Record<string, string>>): SVGElement => {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

/** A white line on a wider dark one: it holds on bone and on air. */
const lined = (name: 'circle' | 'path', width: number, attributes: Readonly<Record<string, string>>): SVGElement[] => [
  shape(name, { ...attributes, stroke: 'rgb(10 11 13 / 0.7)', 'stroke-width': String(width + 2) }),
  shape(name, { ...attributes, stroke: '#fff', 'stroke-width': String(width) }),
];

export function brushOutline(): BrushOutline {
  const element = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const circles = lined('circle', 1.5, {});
  const cross = lined('path', 1, { d: `M${-ARM} 0H${ARM}M0 ${-ARM}V${ARM}` });
  element.append(...circles, ...cross);
  element.setAttribute('aria-hidden', 'true');
  element.setAttribute('fill', 'none');
  const { style } = element;
  style.position = 'absolute';
  style.left = style.top = '0';
  style.pointerEvents = 'none';
  style.willChange = 'transform';
  style.visibility = 'hidden';
  let shown = false;
  let drawn = 0;
  let half = 0;

  return {
    element,
    place(x, y, radius) {
      if (radius !== drawn) {
        drawn = radius;
        half = Math.ceil(Math.max(radius, ARM)) + ROOM;
        element.setAttribute('width', String(2 * half));
        element.setAttribute('height', String(2 * half));
        element.setAttribute('viewBox', [-half, -half, 2 * half, 2 * half].join(' '));
        for (const circle of circles) circle.setAttribute('r', String(radius));
      }
      style.transform = `translate(${x - half}px, ${y - half}px)`;
      if (!shown) style.visibility = 'visible';
      shown = true;
    },
    hide() {
      if (shown) style.visibility = 'hidden';
      shown = false;
    },
  };
}
