package io.chatka.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The product's jars can be put on a module path: each has a name, and each package is in one of them. */
class ModulesTest {
    private static final List<String> MODULES = List.of("chatka-core", "chatka-redis", "chatka-node", "chatka-server");

    @Test
    void no_package_is_in_two_modules() throws IOException {
        Map<Path, Set<String>> modulesOf = new TreeMap<>();
        for (String module : MODULES) {
            Path root = Path.of("..", module, "src", "main", "java");
            try (Stream<Path> files = Files.walk(root)) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(file -> modulesOf
                        .computeIfAbsent(root.relativize(file.getParent()), unused -> new TreeSet<>())
                        .add(module));
            }
        }
        assertThat(modulesOf).isNotEmpty().allSatisfy((name, modules) -> assertThat(modules)
                .hasSize(1));
    }

    @Test
    void every_module_has_a_name_of_its_own_and_is_in_the_bom() throws IOException {
        String bom = Files.readString(Path.of("..", "chatka-bom", "pom.xml"));
        Set<String> names = new HashSet<>();
        for (String module : MODULES) {
            String pom = Files.readString(Path.of("..", module, "pom.xml"));
            String name = "io." + module.replace('-', '.');
            assertThat(pom)
                    .contains("<module.name>" + name + "</module.name>")
                    .contains("<Automatic-Module-Name>${module.name}</Automatic-Module-Name>");
            assertThat(names.add(name)).isTrue();
            assertThat(bom).contains("<artifactId>" + module + "</artifactId>");
        }
    }
}
