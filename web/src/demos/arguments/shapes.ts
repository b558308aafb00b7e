/** Classes that say themselves how they are sent: the bridge puts what the method returns in the instance's place. */
import { SERIALIZE_TO_IPC_FN } from "../../../bridge";
import type { Shape } from "../../bindings";

export class Circle {
  constructor(radius: number) {
    this.radius = radius;
  }
  readonly radius: number;

  [SERIALIZE_TO_IPC_FN](): Shape {
    return { Circle: { radius: this.radius } };
  }
}

export class Rectangle {
  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
  }
  readonly width: number;
  readonly height: number;

  [SERIALIZE_TO_IPC_FN](): Shape {
    return { Rectangle: { width: this.width, height: this.height } };
  }
}

/** To the type checker an instance is what it will be on the wire. */
export function asSent<T>(instance: { [SERIALIZE_TO_IPC_FN](): T }): T {
  return instance as unknown as T;
}
