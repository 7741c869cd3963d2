package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.guildhall.core.error.ErrorCode;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page of all error codes, made from the code's own lists of them. */
class ErrorCatalogueTest {

    private static final Path PAGE = Path.of("..", "docs", "ERRORS.md");
    private static final Pattern NAME = Pattern.compile("[A-Z]+(?:_[A-Z]+)*(?:\\.[A-Z]+(?:_[A-Z]+)*)?");
    private static final Pattern MENTIONED = Pattern.compile("`([A-Z]+(?:_[A-Z]+)*\\.[A-Z]+(?:_[A-Z]+)*)`");

    /** By which the contract shows what an extension's own look like. */
    private static final String OF_AN_EXTENSION = "WEATHER.NO_SUCH_CITY";

    private static final String HEAD = """
            # The error codes

            What programs go by: `code` of an error. A released code keeps its meaning and its status; its message is for people
            and may change. The other surfaces say the same in their own words: Organizations as the status of `google.rpc`,
            Portal as its own codes, Teams and Developer by the message and the status alone. Extensions have codes of their own
            besides, which capabilities answer with. The build makes this page from the code, and holds it to that.

            | code | status | what the operations say of it |
            |---|---|---|
            """;

    /** Of all classes there are, which takes its time to find. */
    static final List<ErrorCode> CODES = codes();

    private static final JsonObject CONTRACT = ServedDocument.all().get(0).json();

    private static List<ErrorCode> codes() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.guildhall").stream()
                        .flatMap(type -> codes(type).stream())
                        .distinct()
                        .sorted(Comparator.comparing(ErrorCode::code))
                        .toList();
    }

    private static List<ErrorCode> codes(JavaClass type) {
        return type.getFields().stream()
                .filter(field -> field.getRawType().isEquivalentTo(ErrorCode.class)
                        && field.getModifiers().contains(JavaModifier.STATIC))
                .map(field -> value(field.reflect()))
                .toList();
    }

    private static ErrorCode value(Field constant) {
        try {
            constant.setAccessible(true);
            return (ErrorCode) constant.get(null);
        } catch (IllegalAccessException hidden) {
            throw new AssertionError(hidden);
        }
    }

    /** The operations of the canonical API that name a code. */
    private static Set<String> naming(String code) {
        var named = new TreeSet<String>();
        CONTRACT.getJsonObject("paths")
                .forEach(path -> ((JsonObject) path.getValue()).forEach(method -> {
                    if (method.getValue() instanceof JsonObject operation
                            && operation.getString("description", "").contains("`" + code + "`")) {
                        named.add("`" + operation.getString("operationId") + "`");
                    }
                }));
        return named;
    }

    @Test
    void isThePageThatDevelopersRead() throws IOException {
        var page = HEAD
                + CODES.stream()
                        .map(code -> "| `%s` | %d | %s |\n"
                                .formatted(code.code(), code.kind().status(), String.join(", ", naming(code.code()))))
                        .collect(Collectors.joining());
        var made = Path.of("target", "ERRORS.md");
        Files.writeString(made, page);

        assertThat(CODES).hasSizeGreaterThan(100);
        assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
                .as("kernel/docs/ERRORS.md; copy %s over it", made.toAbsolutePath())
                .isEqualTo(page);
    }

    @Test
    void noCodeIsListedTwiceWithDifferentStatuses() {
        assertThat(CODES)
                .extracting(ErrorCode::code)
                .doesNotHaveDuplicates()
                .allMatch(code -> NAME.matcher(code).matches());
    }

    @Test
    void theContractNamesNoCodeThatThereIsNot() {
        var known = CODES.stream().map(ErrorCode::code).collect(Collectors.toSet());
        known.add(OF_AN_EXTENSION);
        var said = MENTIONED
                .matcher(CONTRACT.encode())
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(said).isNotEmpty().allMatch(known::contains);
    }
}
