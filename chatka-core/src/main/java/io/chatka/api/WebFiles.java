package io.chatka.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Files that a node serves to browsers, on the same port as its WebSocket. Kept in memory.
 * Immutable.
 */
public final class WebFiles {
    /**
     * No files: the node answers 404 to every path but those of the WebSocket and of health checks.
     */
    public static final WebFiles NONE = new WebFiles(Map.of());

    private static final String INDEX = "/index.html";
    private static final Map<String, String> CONTENT_TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");
    private static final String OTHER_CONTENT = "application/octet-stream";

    private final Map<String, WebFile> byPath;

    /**
     * One file.
     *
     * @param bytes shared by all answers; must not be changed
     * @param etag in quotes, as in the header
     */
    public record WebFile(String contentType, byte[] bytes, String etag) {}

    private WebFiles(Map<String, WebFile> byPath) {
        this.byPath = Map.copyOf(byPath);
    }

    /**
     * Files that the caller has in memory.
     *
     * @param contents by path, such as {@code /app.js}; {@code /index.html} is served at {@code /},
     *     too. A path's extension decides the content type
     * @throws IllegalArgumentException if a path does not begin with a slash
     */
    public static WebFiles of(Map<String, byte[]> contents) {
        Map<String, WebFile> files = new HashMap<>();
        contents.forEach((path, bytes) -> {
            if (!path.startsWith("/")) {
                throw new IllegalArgumentException("the path " + path + " has to begin with /");
            }
            files.put(path, file(path, bytes));
        });
        if (files.containsKey(INDEX)) {
            files.put("/", files.get(INDEX));
        }
        return new WebFiles(files);
    }

    /**
     * Reads files from the class path; blocks.
     *
     * @param owner a class of the jar that contains the directory
     * @param directory from the jar's root, such as {@code /web}
     * @param names relative to the directory; each is served at {@code /name}
     * @throws IllegalStateException if one of them is missing
     */
    public static WebFiles ofResources(Class<?> owner, String directory, Collection<String> names) {
        Map<String, byte[]> contents = new HashMap<>();
        for (String name : names) {
            contents.put("/" + name, read(owner, directory + "/" + name));
        }
        return of(contents);
    }

    /** These and others. If both have a file at a path, the others' file is served. */
    public WebFiles and(WebFiles others) {
        Map<String, WebFile> all = new HashMap<>(byPath);
        all.putAll(others.byPath);
        return new WebFiles(all);
    }

    /** The file at this path, or null. */
    public WebFile at(String path) {
        return byPath.get(path);
    }

    private static WebFile file(String path, byte[] bytes) {
        String type = CONTENT_TYPES.getOrDefault(path.substring(path.lastIndexOf('.') + 1), OTHER_CONTENT);
        return new WebFile(type, bytes, "\"" + Integer.toHexString(Arrays.hashCode(bytes)) + "\"");
    }

    private static byte[] read(Class<?> owner, String resource) {
        try (InputStream in = owner.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the file " + resource + " is missing from the build");
            }
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
