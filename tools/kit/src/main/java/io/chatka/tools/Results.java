package io.chatka.tools;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Files with the results of a run. */
public final class Results {
    private Results() {}

    public static ObjectNode json() {
        return JsonNodeFactory.instance.objectNode();
    }

    /**
     * Writes a file and says so on standard output.
     *
     * @param kind of the content, such as JSON
     * @param file null: nothing is written
     * @throws CannotRun if it cannot be written
     */
    public static void write(String kind, Path file, Supplier<String> content) {
        if (file == null) {
            return;
        }
        try {
            Files.writeString(file, content.get());
            System.out.println(kind + ": " + file);
        } catch (IOException failed) {
            throw new CannotRun("cannot write " + file + ": " + failed.getMessage());
        }
    }
}
