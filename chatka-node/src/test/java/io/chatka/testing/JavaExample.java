package io.chatka.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;

/** A class {@code Example} of a document, compiled with the test's class path. */
public final class JavaExample implements AutoCloseable {
    private final URLClassLoader loader;

    /** @param directory for the source and the classes */
    public JavaExample(Path directory, String source) throws IOException {
        Path file = Files.writeString(directory.resolve("Example.java"), source);
        ByteArrayOutputStream complaints = new ByteArrayOutputStream();
        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        complaints,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        directory.toString(),
                        file.toString());
        if (status != 0) {
            throw new AssertionError(complaints.toString(StandardCharsets.UTF_8));
        }
        loader = new URLClassLoader(new URL[] {directory.toUri().toURL()});
    }

    /** Calls a static method without parameters. */
    public Object call(String method) throws ReflectiveOperationException {
        return loader.loadClass("Example").getMethod(method).invoke(null);
    }

    /** Runs its {@code main}. */
    public void run() throws ReflectiveOperationException {
        loader.loadClass("Example").getMethod("main", String[].class).invoke(null, (Object) new String[0]);
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
