package io.chatka.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The parts of docs/protocol.md that tests check: its transcripts and its tables. */
public final class ProtocolDocument {
    private static final String FENCE = "```";

    /** A block that a path follows begins with the connect. */
    private static final String CONNECTS = "chat ";

    /** A block that a room follows begins after the first block's {@code welcome} and {@code joined}. */
    private static final String JOINED = "chat in ";

    private static final int OPENING = 2;

    private final List<String> lines;

    private ProtocolDocument(List<String> lines) {
        this.lines = lines;
    }

    public static ProtocolDocument read() throws IOException {
        return new ProtocolDocument(Files.readAllLines(Path.of("../docs/protocol.md")));
    }

    /**
     * A fenced block. An indented line continues the one above.
     *
     * @param heading of its section, with its line
     * @param info the text after the opening fence, such as {@code chat /ws/lobby} or {@code chat in lobby}
     */
    public record Block(String heading, String info, List<String> lines) {
        public boolean isTranscript() {
            return info.startsWith(CONNECTS + "/ws") || info.startsWith(JOINED);
        }

        /** Where its client connects. */
        public String path() {
            return info.startsWith(JOINED)
                    ? "/ws/" + info.substring(JOINED.length())
                    : info.substring(CONNECTS.length());
        }

        private void add(String line) {
            if (line.startsWith(" ")) {
                lines.add(lines.remove(lines.size() - 1) + line.strip());
            } else {
                lines.add(line);
            }
        }
    }

    /** All that the client of a transcript sends and receives, from its connect on. */
    public List<String> conversation(Block block) {
        List<String> whole = new ArrayList<>();
        if (block.info.startsWith(JOINED)) {
            whole.addAll(blocks().get(0).lines().subList(0, OPENING));
        }
        whole.addAll(block.lines);
        return whole;
    }

    public List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        String heading = "";
        Block open = null;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith(FENCE)) {
                if (open == null) {
                    String info = line.substring(FENCE.length()).trim();
                    open = new Block(heading + ", line " + (i + 1), info, new ArrayList<>());
                } else {
                    blocks.add(open);
                    open = null;
                }
            } else if (open != null) {
                open.add(line);
            } else if (line.startsWith("#")) {
                heading = line.replaceFirst("#+ *", "");
            }
        }
        return blocks;
    }

    /** The cells of the table that follows the comment, without its head and without the backticks. */
    public List<List<String>> table(String comment) {
        int start = lines.indexOf(comment);
        if (start < 0) {
            throw new AssertionError("docs/protocol.md has no line " + comment);
        }
        List<List<String>> rows = new ArrayList<>();
        // A head and a line of dashes come first.
        for (int i = start + 3; lines.get(i).startsWith("|"); i++) {
            String[] cells = lines.get(i).split("\\|");
            rows.add(Arrays.stream(cells)
                    .skip(1)
                    .map(cell -> cell.trim().replace("`", ""))
                    .toList());
        }
        return rows;
    }
}
