package io.chatka.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a dialect understands, for the tests of one. */
abstract class DialectListener implements Dialect.Sink {
    final Dialect dialect;
    final List<String> seen = new ArrayList<>();

    DialectListener(Dialect dialect) {
        this.dialect = dialect;
    }

    /** The frame stands between other bytes, which must not be read. */
    final void read(String frame) throws IOException {
        byte[] bytes = ("<<" + frame + ">>").getBytes(StandardCharsets.UTF_8);
        dialect.read(bytes, 2, bytes.length - 2, this);
    }

    @Override
    public final String room() {
        return "bench-1";
    }

    @Override
    public final void send(String frame) {
        seen.add("send " + frame);
    }

    @Override
    public final void welcome(long textLimit) {
        seen.add("welcome " + textLimit);
    }

    @Override
    public final void joined(long seq) {
        seen.add("joined " + seq);
    }

    @Override
    public final void message(long seq, Mark mark) {
        seen.add("message " + seq + " of "
                + (mark == null ? "somebody else" : mark.publisher + ", " + mark.number + ", due " + mark.due));
    }

    @Override
    public final void gap(long from, long to) {
        seen.add("gap " + from + ' ' + to);
    }

    @Override
    public final void epoch(long seq) {
        seen.add("epoch " + seq);
    }

    @Override
    public final void error(String code) {
        seen.add("error " + code);
    }

    @Override
    public final void bye(String reason) {
        seen.add("bye " + reason);
    }
}
