package io.chatka.internal.node;

import com.typesafe.config.Config;
import io.chatka.internal.admin.AdminDoor;
import io.chatka.internal.setting.Section;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** Finds the API of the admin port, if its module is on the class path. */
final class AdminDoors {
    private AdminDoors() {}

    /** The settings of the module; none without it. */
    static List<Section> settings() {
        return provider().map(AdminDoorProvider::settings).orElse(List.of());
    }

    static AdminDoor open(Config config, AdminDoorProvider.Source source) {
        return provider().map(provider -> provider.open(config, source)).orElse(AdminDoor.NONE);
    }

    private static Optional<AdminDoorProvider> provider() {
        return ServiceLoader.load(AdminDoorProvider.class, AdminDoorProvider.class.getClassLoader())
                .findFirst();
    }
}
