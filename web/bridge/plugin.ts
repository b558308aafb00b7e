/**
 * What a plugin tells a page that listens to it.
 * In: the names of a plugin and of its event. Out: its payloads, until the listener is unregistered.
 */
import { Channel } from "./channel";
import { invoke } from "./core";

/** A page's ear at a plugin. */
export class PluginListener {
  readonly plugin: string;
  readonly event: string;
  readonly channelId: number;
  readonly #channel: { readonly id: number; close(): void };

  constructor(plugin: string, event: string, channel: { readonly id: number; close(): void }) {
    this.plugin = plugin;
    this.event = event;
    this.channelId = channel.id;
    this.#channel = channel;
  }

  /** Hears no more. */
  async unregister(): Promise<void> {
    await invoke(`plugin:${this.plugin}|remove_listener`, { event: this.event, channelId: this.channelId });
    this.#channel.close();
  }
}

/** Calls `handler` with each payload of a plugin's event. */
export async function addPluginListener<T>(
  plugin: string,
  event: string,
  handler: (payload: T) => unknown,
): Promise<PluginListener> {
  const channel = new Channel<T>(handler);
  try {
    await invoke(`plugin:${plugin}|register_listener`, { event, handler: channel });
  } catch (error) {
    channel.close();
    throw error;
  }
  return new PluginListener(plugin, event, channel);
}
