package io.chatka.shell;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chatka.admin.Contract;
import io.chatka.api.ConfigException;
import io.chatka.shell.Arguments.Argument;
import io.chatka.shell.Arguments.Where;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code chatka admin}: a command for each operation of the API. */
public final class AdminCommand {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> METHODS = List.of("get", "post", "put", "delete");

    private AdminCommand() {}

    public static CommandLine create() {
        CommandSpec admin = CommandSpec.create().name("admin");
        admin.usageMessage()
                .description("Ask a running cluster, or do something with it.")
                .footer(
                        "",
                        "The key: --key-file, CHATKA_ADMIN_KEY, or that of a server of this user on this machine.",
                        "What the operations are: docs/openapi.yaml, docs/admin-api.md.");
        help(admin);
        JsonNode document = Contract.document();
        String base = document.path("servers").get(0).get("url").asText();
        document.get("paths").properties().forEach(path -> {
            String server = path.getValue().has("servers")
                    ? path.getValue().get("servers").get(0).get("url").asText()
                    : base;
            String whole = server.equals("/") ? path.getKey() : server + path.getKey();
            for (String method : METHODS) {
                if (path.getValue().has(method)) {
                    JsonNode operation = path.getValue().get(method);
                    List<Argument> arguments = Arguments.of(document, path.getValue(), operation);
                    admin.addSubcommand(
                            operation.get("x-command").asText(), command(whole, method, operation, arguments));
                }
            }
        });
        return new CommandLine(admin);
    }

    private static void help(CommandSpec spec) {
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help.")
                .build());
    }

    private static CommandSpec command(String path, String method, JsonNode operation, List<Argument> arguments) {
        boolean streams =
                operation.path("responses").path("200").path("content").has("text/event-stream");
        Call call = new Call(path, method.toUpperCase(Locale.ROOT), arguments, streams);
        CommandSpec spec = CommandSpec.wrapWithoutInspection(call);
        call.spec = spec;
        spec.usageMessage().description(operation.get("summary").asText() + ".").sortOptions(false);
        for (Argument argument : arguments) {
            if (argument.where() == Where.PATH) {
                spec.addPositional(PositionalParamSpec.builder()
                        .type(String.class)
                        .paramLabel(argument.name().toUpperCase(Locale.ROOT))
                        .description(argument.meaning())
                        .required(true)
                        .build());
            } else {
                spec.addOption(option(argument));
            }
        }
        spec.addOption(OptionSpec.builder("--url")
                .type(URI.class)
                .paramLabel("URL")
                .defaultValue("http://127.0.0.1:8001")
                .description("The admin port (default: ${DEFAULT-VALUE}).")
                .build());
        spec.addOption(OptionSpec.builder("--key-file")
                .type(Path.class)
                .paramLabel("FILE")
                .description("A file with the key.")
                .build());
        spec.addOption(OptionSpec.builder("--json")
                .type(boolean.class)
                .description("Print the answer as it came.")
                .build());
        help(spec);
        return spec;
    }

    private static OptionSpec option(Argument argument) {
        OptionSpec.Builder option = OptionSpec.builder(argument.option()).description(argument.meaning());
        return switch (argument.type()) {
            case "boolean" -> option.type(boolean.class).build();
            case "array" ->
                option.type(List.class)
                        .auxiliaryTypes(String.class)
                        .splitRegex(",")
                        .paramLabel("NAME")
                        .required(argument.required())
                        .build();
            default ->
                option.type(String.class)
                        .paramLabel(label(argument))
                        .required(argument.required())
                        .build();
        };
    }

    private static String label(Argument argument) {
        return switch (argument.type()) {
            case "integer" -> argument.name().equals("for") ? "TIME" : "NUMBER";
            case "string" -> "TEXT";
            default -> "JSON";
        };
    }

    /** Carries out one operation. */
    private static final class Call implements Callable<Integer> {
        private final String path;
        private final String method;
        private final List<Argument> arguments;
        private final boolean streams;
        private CommandSpec spec;

        Call(String path, String method, List<Argument> arguments, boolean streams) {
            this.path = path;
            this.method = method;
            this.arguments = arguments;
            this.streams = streams;
        }

        @Override
        public Integer call() {
            ParseResult given = spec.commandLine().getParseResult();
            URI url = given.matchedOptionValue("--url", URI.create("http://127.0.0.1:8001"));
            ApiClient api = new ApiClient(
                    url, ApiClient.key(given.matchedOptionValue("--key-file", null), url, System.getenv()));
            if (streams) {
                return api.print(path, System.out) == 200 ? 0 : 2;
            }
            HttpResponse<String> answer =
                    api.send(method, Arguments.target(path, arguments, given), Arguments.body(arguments, given));
            print(answer, given.matchedOptionValue("--json", false), url);
            return answer.statusCode() / 100 == 2 ? 0 : 2;
        }

        private void print(HttpResponse<String> answer, boolean asJson, URI url) {
            JsonNode body = answer.body().isEmpty() ? JSON.createObjectNode() : parse(answer.body());
            if (answer.statusCode() / 100 != 2 && body.has("detail")) {
                fail(answer.statusCode(), body);
            } else if (asJson) {
                System.out.print(answer.body());
            } else if (method.equals("POST") && path.endsWith("/login")) {
                System.out.println(url.resolve(body.get("address").asText()));
            } else {
                Table.print(body, System.out);
                if (body.hasNonNull("next")) {
                    System.err.println("There is more: --after " + Table.text("", body.get("next")));
                }
            }
        }

        private static void fail(int status, JsonNode problem) {
            String field = problem.has("field") ? problem.get("field").asText() + ": " : "";
            String detail = field + problem.get("detail").asText();
            if (status == 503 || status == 429) {
                throw new NoAnswerException(detail, null);
            }
            throw new ConfigException(detail);
        }

        private static JsonNode parse(String body) {
            try {
                return JSON.readTree(body);
            } catch (JsonProcessingException noAnswer) {
                throw new ConfigException("this is no admin port of Chatka: it did not answer in JSON");
            }
        }
    }
}
