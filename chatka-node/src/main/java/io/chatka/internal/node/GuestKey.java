package io.chatka.internal.node;

import io.chatka.api.ConfigException;
import io.chatka.internal.broker.Broker;
import io.chatka.internal.config.AuthSettings;
import io.chatka.internal.fault.Stages;
import io.chatka.internal.sanction.GuestTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Finds the key that signs guests' tokens: in a file, or the one that all nodes share at the broker.
 */
final class GuestKey {
    private static final String SECRET = "guests";

    private final Broker broker;
    private final GuestTokens tokens;

    /** The key, or what it will be if the broker has none; null if it is in a file. */
    private volatile byte[] own;

    private GuestKey(Broker broker, GuestTokens tokens, byte[] own) {
        this.broker = broker;
        this.tokens = tokens;
        this.own = own;
    }

    /**
     * @param file empty for none; made if it does not exist
     * @throws ConfigException if the file cannot be read or written, or its key is too short
     */
    static GuestKey of(String file, Broker broker, GuestTokens tokens) {
        if (!file.isEmpty()) {
            tokens.use(inFile(Path.of(file)));
        }
        return new GuestKey(broker, tokens, file.isEmpty() ? random() : null);
    }

    /**
     * Takes the broker's key, or gives it this node's; to be called regularly, as the broker may be
     * away, or lose the key.
     *
     * @return completes when the broker has answered, also if it refused
     */
    CompletionStage<Void> find() {
        return own == null
                ? CompletableFuture.completedFuture(null)
                : Stages.begin(() -> broker.facts().secret(SECRET, own))
                        .thenAccept(this::use)
                        .exceptionally(away -> null);
    }

    private void use(byte[] key) {
        if (!tokens.ready() || !MessageDigest.isEqual(key, own)) {
            own = key;
            tokens.use(key);
        }
    }

    private static byte[] inFile(Path file) {
        String setting = AuthSettings.GUEST_KEY_FILE.key();
        try {
            if (Files.notExists(file)) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.write(file, random(), StandardOpenOption.WRITE);
            }
            byte[] key = Files.readAllBytes(file);
            if (key.length < GuestTokens.KEY_BYTES) {
                throw new ConfigException(
                        setting,
                        setting + ": " + file + " has " + key.length + " bytes; at least " + GuestTokens.KEY_BYTES
                                + " are needed (openssl rand -out " + file + " 32)");
            }
            return key;
        } catch (IOException | UnsupportedOperationException unusable) {
            throw new ConfigException(
                    setting, setting + ": " + file + " cannot be read, or made: " + unusable.getMessage());
        }
    }

    private static byte[] random() {
        byte[] key = new byte[GuestTokens.KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return key;
    }
}
