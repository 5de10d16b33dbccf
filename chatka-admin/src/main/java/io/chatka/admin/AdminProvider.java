package io.chatka.admin;

import com.typesafe.config.Config;
import io.chatka.internal.admin.AdminDoor;
import io.chatka.internal.node.AdminDoorProvider;
import io.chatka.internal.setting.Section;
import io.chatka.jwt.JwtSettings;
import java.util.List;
import java.util.stream.Stream;

/** Opens the API of this module. */
public final class AdminProvider implements AdminDoorProvider {
    @Override
    public List<Section> settings() {
        return Stream.concat(AdminSettings.SECTIONS.stream(), JwtSettings.SECTIONS.stream())
                .toList();
    }

    @Override
    public AdminDoor open(Config config, Source source) {
        AdminSettings settings = AdminSettings.read(config);
        AdminTokens tokens =
                settings.audience() == null ? null : new AdminTokens(config, settings.audience(), source.revocable());
        return new ApiDoor(settings, tokens, source);
    }
}
