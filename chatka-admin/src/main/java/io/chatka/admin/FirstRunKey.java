package io.chatka.admin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key of a node without configured keys: made anew at each start, and kept in a file that only
 * this user can read, where {@code chatka admin} finds it.
 */
public final class FirstRunKey {
    private static final Logger LOG = LoggerFactory.getLogger(FirstRunKey.class);
    private static final int BYTES = 32;
    private static final Set<PosixFilePermission> OWN_FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWN_FOLDER = PosixFilePermissions.fromString("rwx------");

    private final String key;
    private Path file;

    FirstRunKey() {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        key = HexFormat.of().formatHex(random);
    }

    /** The file of the node whose admin port this is. */
    public static Path file(int port, Map<String, String> environment) {
        String folder = environment.getOrDefault(
                "RUNTIME_DIRECTORY", environment.getOrDefault("XDG_RUNTIME_DIR", System.getProperty("java.io.tmpdir")));
        return Path.of(folder, "chatka", "admin-" + port + ".key");
    }

    AdminKey asKey() {
        return new AdminKey("local", AdminKey.hash(key), Role.ADMIN);
    }

    /** Writes the file. Without it the node runs, and nobody has the key. */
    void write(int port) {
        Path target = file(port, System.getenv());
        try {
            make(target.getParent());
            Path written = Files.createTempFile(
                    target.getParent(), "admin", ".tmp", PosixFilePermissions.asFileAttribute(OWN_FILE));
            try {
                requireOwn(target.getParent(), written);
            } catch (IOException others) {
                Files.delete(written);
                throw others;
            }
            Files.writeString(written, key + "\n");
            Files.move(written, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            file = target;
            LOG.info("admin API: no keys are configured (chatka.admin.keys); the key of this run is in {}", target);
        } catch (IOException | UnsupportedOperationException failed) {
            LOG.warn(
                    "admin API: the key of this run cannot be written to {}: {}; set XDG_RUNTIME_DIR to a folder of"
                            + " this user, or configure chatka.admin.keys",
                    target,
                    failed.toString());
        }
    }

    private static void make(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder.getParent());
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWN_FOLDER));
        }
    }

    /**
     * Refuses a folder that others can write to: they could put another file in its place.
     *
     * @param ours a file of this user, which need not have a name
     */
    private static void requireOwn(Path folder, Path ours) throws IOException {
        if (!Files.getOwner(folder).equals(Files.getOwner(ours))
                || !Files.getPosixFilePermissions(folder).equals(OWN_FOLDER)) {
            throw new IOException(folder + " has to belong to this user, with the permissions rwx------");
        }
    }

    /** Deletes the file. */
    void delete() {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException left) {
            LOG.warn("{} could not be deleted: {}", file, left.toString());
        }
    }
}
