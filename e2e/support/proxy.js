import { connect, createServer } from 'node:net';

/** A wire between a client and the server that a test can cut. */
export class Proxy {
  #server;
  #sockets = new Set();
  #cut = false;

  /** @param {string} target  the server's address */
  static async to(target) {
    const proxy = new Proxy();
    const { hostname, port } = new URL(target);
    proxy.#server = createServer(socket => proxy.#join(socket, hostname, Number(port || 80)));
    await new Promise(resolve => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get address() {
    return `http://localhost:${this.#server.address().port}`;
  }

  /** Ends all connections and refuses new ones. */
  cut() {
    this.#cut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend() {
    this.#cut = false;
  }

  close() {
    this.cut();
    this.#server.close();
  }

  #join(near, host, port) {
    if (this.#cut) return void near.destroy();
    const far = connect(port, host);
    for (const [one, other] of [[near, far], [far, near]]) {
      this.#sockets.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.#sockets.delete(one);
        other.destroy();
      });
    }
  }
}
