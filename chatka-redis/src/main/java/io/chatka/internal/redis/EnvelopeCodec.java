package io.chatka.internal.redis;

import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.nio.ByteBuffer;

/** Decodes envelopes straight from the network buffer, so that an event's bytes are copied once. */
final class EnvelopeCodec implements RedisCodec<String, Envelope> {
    static final EnvelopeCodec INSTANCE = new EnvelopeCodec();

    private EnvelopeCodec() {}

    @Override
    public String decodeKey(ByteBuffer bytes) {
        return StringCodec.UTF8.decodeKey(bytes);
    }

    @Override
    public Envelope decodeValue(ByteBuffer bytes) {
        return Envelope.decode(bytes);
    }

    @Override
    public ByteBuffer encodeKey(String key) {
        return StringCodec.UTF8.encodeKey(key);
    }

    @Override
    public ByteBuffer encodeValue(Envelope value) {
        throw new UnsupportedOperationException("the publish script makes envelopes");
    }
}
