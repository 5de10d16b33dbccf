package example.archive;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** An application around a chat that runs elsewhere: it gives tokens, archives, announces, bans. */
public final class Main {
    private static final int PORT = 9300;

    private Main() {}

    /** @param arguments a directory for the secrets and the archive, and the admin ports of the chat's nodes as URLs */
    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createDirectories(Path.of(arguments.length > 0 ? arguments[0] : "archive-data"));
        List<URI> nodes = arguments.length > 1
                ? Stream.of(arguments).skip(1).map(URI::create).toList()
                : List.of(URI.create("http://127.0.0.1:8001"));
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT), 0);
        Secrets secrets = Secrets.in(directory, PORT);
        new Application(http, secrets, nodes, directory.resolve("archive.db"));
        System.out.println("archive on port " + PORT + "; start the chat with: ./chatka serve --config "
                + directory.resolve("chatka.conf"));
    }
}
