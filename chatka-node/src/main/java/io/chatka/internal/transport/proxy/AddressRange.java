package io.chatka.internal.transport.proxy;

import io.netty.util.NetUtil;
import java.net.InetAddress;

/**
 * Addresses that begin alike, IPv4 or IPv6 (CIDR, RFC 4632).
 *
 * @param network 4 or 16 bytes
 * @param bits how many of its first bits count
 */
record AddressRange(byte[] network, int bits) {
    /**
     * Reads {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or a single address. Does not look names up.
     *
     * @throws IllegalArgumentException if the text is none of these
     */
    static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        byte[] network = NetUtil.createByteArrayFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
        if (network == null) {
            throw new IllegalArgumentException();
        }
        int length = network.length * Byte.SIZE;
        int bits = slash < 0 ? length : Integer.parseInt(text.substring(slash + 1));
        if (bits < 0 || bits > length) {
            throw new IllegalArgumentException();
        }
        return new AddressRange(network, bits);
    }

    boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != network.length) {
            return false;
        }
        int whole = bits / Byte.SIZE;
        for (int i = 0; i < whole; i++) {
            if (bytes[i] != network[i]) {
                return false;
            }
        }
        int rest = bits % Byte.SIZE;
        return rest == 0 || ((bytes[whole] ^ network[whole]) & 0xFF) >>> Byte.SIZE - rest == 0;
    }
}
