package io.chatka;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * How long every test waits for what has to come. It costs nothing where it comes, and a machine that stands still for
 * some seconds makes no test fail. Found by itself on the class path, also by the modules that use the tests of this one.
 */
public final class Patience implements BeforeAllCallback {
    public static final Duration LONGEST = Duration.ofSeconds(60);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(LONGEST);
    }
}
