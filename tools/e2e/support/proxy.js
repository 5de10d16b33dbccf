import { connect, createServer } from 'node:net';

/** A wire between a client and the server that a test can cut. */
export class Proxy {
  #server;
  #sockets = new Set();
  #cut = false;
  #deaf = false;
  #forgotten = new WeakSet();

  /** @param {string} target  the server's address */
  static async to(target) {
    const proxy = new Proxy();
    const { hostname, port } = new URL(target);
    proxy.#server = createServer(socket => proxy.#join(socket, hostname, Number(port || 80)));
    await new Promise(resolve => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get address() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  /** Ends all connections and refuses new ones. */
  cut() {
    this.#cut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  /** What the server says gets lost from now on, until the connection is cut. */
  deafen() {
    this.#deaf = true;
  }

  /** Loses what both sides say on the connections there are, as a network does that forgot them; new ones work. */
  forget() {
    for (const socket of this.#sockets) this.#forgotten.add(socket);
  }

  mend() {
    this.#cut = this.#deaf = false;
  }

  close() {
    this.cut();
    this.#server.close();
  }

  #join(near, host, port) {
    if (this.#cut) return void near.destroy();
    const far = connect(port, host);
    near.on('data', bytes => { if (!this.#forgotten.has(near)) far.write(bytes); });
    near.on('end', () => far.end());
    far.on('data', bytes => { if (!this.#deaf && !this.#forgotten.has(far)) near.write(bytes); });
    far.on('end', () => near.end());
    for (const [one, other] of [[near, far], [far, near]]) {
      this.#sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.#sockets.delete(one);
        other.destroy();
      });
    }
  }
}
