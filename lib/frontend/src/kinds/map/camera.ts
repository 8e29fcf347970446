// Which part of the map is in sight, and the keys' sense of direction. Numbers only.
import type { Spot } from "../../types";
import { type Bounds, H, type Spots, W } from "./layout";

export interface Camera {
  x: number;
  y: number;
  scale: number;
}

export type Size = { width: number; height: number };

const AIR = 26;

/** All of it in sight; never larger than life, nor smaller than `least`. */
export function fitted(bounds: Bounds, { width, height }: Size, least = 0.1): Camera {
  const whole = Math.min(
    1,
    width / (bounds.width + 2 * AIR),
    height / (bounds.height + 2 * AIR + 20),
  );
  const scale = Math.max(whole, least, 0.05);
  const fits = scale === whole;
  const y = bounds.y + bounds.height / 2 - height / scale / 2;
  return {
    x: bounds.x + bounds.width / 2 - width / scale / 2,
    // Too large to be seen whole: begin at the top.
    y: fits ? y : bounds.y - AIR,
    scale,
  };
}

/** Zoomed by `factor` about a point of the screen, which stays where it is. */
export function zoomed(camera: Camera, factor: number, [atX, atY]: Spot): Camera {
  const scale = Math.min(2.5, Math.max(0.15, camera.scale * factor));
  return {
    x: camera.x + atX / camera.scale - atX / scale,
    y: camera.y + atY / camera.scale - atY / scale,
    scale,
  };
}

const WAYS: Record<string, Spot> = {
  ...{ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] },
};

export const wayOf = (key: string): Spot | undefined => WAYS[key];

/** The card that one would look at next in that direction. */
export function neighbour(spots: Spots, from: string, [dx, dy]: Spot): string | undefined {
  const here = spots[from];
  if (!here) return Object.keys(spots)[0];
  let best: string | undefined;
  let least = Infinity;
  for (const [ref, [x, y]] of Object.entries(spots)) {
    const along = (x - here[0]) * dx + (y - here[1]) * dy;
    const across = Math.abs((x - here[0]) * dy) + Math.abs((y - here[1]) * dx);
    const cost = along + 2 * across;
    if (ref !== from && along > 8 && cost < least) [best, least] = [ref, cost];
  }
  return best;
}

export function inSight([x, y]: Spot, camera: Camera, { width, height }: Size): boolean {
  const [left, top] = [x - camera.x, y - camera.y];
  return (
    left >= 0 && top >= 0 && left + W <= width / camera.scale && top + H <= height / camera.scale
  );
}
