/** CSS px from the outline to the edge of its picture, and from the middle to the ends of the cross. */
const ROOM = 3;
const ARM = 4;

/** Half the side of the largest picture that browsers take for a mouse cursor, CSS px. */
const LARGEST_CURSOR = 64;

/**
 * The outline of the brush at the pointer. While it is small it is the mouse's own cursor: it never lags behind the hand
 * and costs nothing at a move. A larger one is an element that the browser moves without painting anything anew.
 */
export interface BrushOutline {
  /** Lays it over a stage whose cursor is `var(--brush, none)`. Returns the function that takes it away. */
  attach(stage: HTMLElement): () => void;
  /**
   * Moves it to a point of the stage; radius in CSS px. `room` is how far the mouse is from the edges of the window: browsers
   * show no cursor that reaches beyond them. 0 where no mouse is there.
   */
  place(x: number, y: number, radius: number, room: number): void;
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
  const picture = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const circles = lined('circle', 1.5, {});
  const cross = lined('path', 1, { d: `M${-ARM} 0H${ARM}M0 ${-ARM}V${ARM}` });
  picture.append(...circles, ...cross);
  picture.setAttribute('fill', 'none');
  const element = document.createElement('div');
  element.append(picture);
  element.setAttribute('aria-hidden', 'true');
  const { style } = element;
  style.position = 'absolute';
  style.left = style.top = style.lineHeight = '0';
  style.pointerEvents = 'none';
  style.willChange = 'transform';
  style.visibility = 'hidden';
  let host: HTMLElement | null = null;
  let shown = false;
  let drawn = 0;
  let half = 0;
  /** The cursor made of the picture, and the one that the stage has. */
  let made = '';
  let cursor = '';

  const draw = (radius: number) => {
    drawn = radius;
    half = Math.ceil(Math.max(radius, ARM)) + ROOM;
    picture.setAttribute('width', String(2 * half));
    picture.setAttribute('height', String(2 * half));
    picture.setAttribute('viewBox', [-half, -half, 2 * half, 2 * half].join(' '));
    for (const circle of circles) circle.setAttribute('r', String(radius));
    made = '';
  };
  const pictureAsCursor = (): string => {
    const text = encodeURIComponent(new XMLSerializer().serializeToString(picture));
    return `url("data:image/svg+xml,${text}") ${half} ${half}, crosshair`;
  };
  const setCursor = (to: string) => {
    if (to === cursor) return;
    cursor = to;
    if (to) host?.style.setProperty('--brush', to);
    else host?.style.removeProperty('--brush');
  };
  const show = (now: boolean) => {
    if (now !== shown) style.visibility = now ? 'visible' : 'hidden';
    shown = now;
  };

  return {
    attach(stage) {
      host = stage;
      host.append(element);
      return () => {
        setCursor('');
        element.remove();
        host = null;
      };
    },
    place(x, y, radius, room) {
      if (radius !== drawn) draw(radius);
      const asCursor = half <= LARGEST_CURSOR && room >= half;
      if (asCursor) made ||= pictureAsCursor();
      setCursor(asCursor ? made : '');
      if (!asCursor) style.transform = `translate(${x - half}px, ${y - half}px)`;
      show(!asCursor);
    },
    hide() {
      setCursor('');
      show(false);
    },
  };
}
