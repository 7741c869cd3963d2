package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import dev.guildhall.core.database.ParameterizedSql;

/** The statements that are made when their class is loaded, those too that no other test comes by. */
@AnalyzeClasses(packages = "dev.guildhall", importOptions = ImportOption.DoNotIncludeTests.class)
class StatementsTest {

    @ArchTest
    static void canBeWritten(JavaClasses classes) {
        var statements = classes.stream()
                .map(JavaClass::getFields)
                .flatMap(fields -> fields.stream())
                .filter(field -> field.getRawType().isEquivalentTo(ParameterizedSql.class))
                .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                .toList();

        assertThat(statements).hasSizeGreaterThan(200);
        assertThat(statements)
                .allSatisfy(statement -> assertThatCode(() -> sql(statement).text())
                        .as(statement.getFullName())
                        .doesNotThrowAnyException());
    }

    private static ParameterizedSql<?, ?> sql(JavaField field) throws ReflectiveOperationException {
        var statement = field.reflect();
        statement.setAccessible(true);
        return (ParameterizedSql<?, ?>) statement.get(null);
    }
}
