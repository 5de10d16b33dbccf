package io.chatka.internal.node;

import com.typesafe.config.Config;
import io.chatka.Caller;
import io.chatka.Operations;
import io.chatka.ReloadReport;
import io.chatka.api.Authenticator;
import io.chatka.internal.admin.AdminDoor;
import io.chatka.internal.setting.Section;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Opens the API of the admin port. The module {@code chatka-admin} names its provider in {@code
 * META-INF/services}, so a node also runs without it.
 */
public interface AdminDoorProvider {
    /** The settings of the API. */
    List<Section> settings();

    /** @throws io.chatka.api.ConfigException if a setting cannot be used */
    AdminDoor open(Config config, Source source);

    /**
     * What the API gets from the node.
     *
     * @param operations in the name of a caller
     * @param node this node's name
     * @param revocable adds that tokens can be revoked
     */
    record Source(
            Function<Caller, Operations> operations,
            String node,
            UnaryOperator<Authenticator> revocable,
            Actions actions,
            Pages pages) {}

    /**
     * @param drain sends the clients away; returns at once
     * @param reload reads the configuration again; may block
     */
    record Actions(Runnable drain, Supplier<ReloadReport> reload) {}

    /**
     * @param top the heaviest rooms and users, as JSON
     * @param metrics in the text format of Prometheus; null for none
     */
    record Pages(Supplier<byte[]> top, Supplier<String> metrics) {}
}
