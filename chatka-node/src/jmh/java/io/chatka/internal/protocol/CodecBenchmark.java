package io.chatka.internal.protocol;

import io.chatka.api.User;
import io.chatka.internal.broker.Publication;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a message costs once in the cluster, however many members read it: a command in, an event out. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CodecBenchmark {
    private final CommandDecoder decoder = new CommandDecoder(2_000, 8_192);
    private final User ann = new User("g-7w3k9d2mxp4q", "Ann", "guest");
    private String text;
    private byte[] say;
    private Publication publication;
    private long seq;

    @Setup
    public void fill() {
        text = "x".repeat(128);
        say = ("{\"type\":\"say\",\"id\":17,\"text\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8);
        publication =
                MessageFrames.message(MessageFrames.author("lobby", ann, ann.role(), false), text, null, null, null);
    }

    @Benchmark
    public ClientCommand decodeSay() throws ClientException {
        return decoder.decode(say, 0, say.length);
    }

    @Benchmark
    public Publication encodeMessage() {
        return MessageFrames.message(MessageFrames.author("lobby", ann, ann.role(), false), text, null, null, null);
    }

    /** What the embedded broker does. */
    @Benchmark
    public byte[] giveItsPlace() {
        return publication.at(++seq, 1_767_225_600_000L);
    }
}
