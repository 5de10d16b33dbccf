package io.chatka.admin;

import com.typesafe.config.Config;
import io.chatka.internal.admin.AdminDoor;
import io.chatka.internal.node.AdminDoorProvider;
import io.chatka.internal.setting.Section;
import java.util.List;

/** Opens the API of this module. */
public final class AdminProvider implements AdminDoorProvider {
    @Override
    public List<Section> settings() {
        return AdminSettings.SECTIONS;
    }

    @Override
    public AdminDoor open(Config config, Source source) {
        return new ApiDoor(AdminSettings.read(config), source);
    }
}
