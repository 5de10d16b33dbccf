package io.chatka.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What of docs/protocol.md can be checked: its fenced blocks and its tables. */
public final class ProtocolDocument {
    private static final String FENCE = "```";

    private final List<String> lines;

    private ProtocolDocument(List<String> lines) {
        this.lines = lines;
    }

    public static ProtocolDocument read() throws IOException {
        return new ProtocolDocument(Files.readAllLines(Path.of("../docs/protocol.md")));
    }

    /**
     * A fenced block.
     *
     * @param heading of the section that it stands in, with its line
     * @param info what stands behind the opening fence, such as {@code chat /ws/lobby}
     */
    public record Block(String heading, String info, List<String> lines) {}

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
                open.lines.add(line);
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
