package dev.guildhall.launcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaStaticInitializer;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.guildhall.core.module.KernelModule;
import dev.guildhall.core.module.Product;
import dev.guildhall.core.security.Permission;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The arrows of the design: who may use whom. */
@AnalyzeClasses(packages = "dev.guildhall", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] KERNEL = {"dev.guildhall.core..", "dev.guildhall.host..", "dev.guildhall.list.."};

    private static final String[] MODULES = Product.modules().stream()
            .map(module -> module.getClass().getPackageName() + "..")
            .toArray(String[]::new);

    @ArchTest
    static final ArchRule theSpiDependsOnNothingOfOurs = noClasses()
            .that()
            .resideInAPackage("dev.guildhall.spi..")
            .should()
            .dependOnClassesThat(DescribedPredicate.describe(
                    "are of the host, or of what the host is built with",
                    used -> (used.getPackageName().startsWith("dev.guildhall.")
                                    && !used.getPackageName().startsWith("dev.guildhall.spi"))
                            || used.getPackageName().startsWith("org.jooq")
                            || used.getPackageName().startsWith("io.vertx.sqlclient")
                            || used.getPackageName().startsWith("io.vertx.ext")));

    @ArchTest
    static final ArchRule theSpiIsForExtensionsAndWhatRunsThem = noClasses()
            .that()
            .resideInAnyPackage("dev.guildhall.core..", "dev.guildhall.list..", "dev.guildhall.events..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.guildhall.spi..");

    @ArchTest
    static final ArchRule oneClassKnowsTheLibraryForContracts = noClasses()
            .that()
            .haveNameNotMatching(".*\\.OpenApiRouting(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx.openapi..", "io.vertx.ext.web.openapi..");

    @ArchTest
    static final ArchRule theKernelKnowsNoModule = noClasses()
            .that()
            .resideInAnyPackage(KERNEL)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(MODULES);

    @ArchTest
    static final ArchRule theKernelKnowsNoTable = noClasses()
            .that()
            .resideInAnyPackage(KERNEL)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.guildhall.db..");

    @ArchTest
    static final ArchRule permissionsAreConstants = noClasses()
            .should()
            .accessTargetWhere(DescribedPredicate.describe(
                    "make a permission anywhere but in a constant",
                    access -> access.getTargetOwner().isEquivalentTo(Permission.class)
                            && access.getTarget().getName().equals("<init>")
                            && !access.getOriginOwner().isEquivalentTo(Permission.class)
                            && !(access.getOrigin() instanceof JavaStaticInitializer)));

    @ArchTest
    static final ArchRule permissionsAreDeclaredByTheirModule = fields().that()
            .haveRawType(Permission.class)
            .and()
            .areStatic()
            .should(new ArchCondition<>("be among the permissions of their module") {
                private final Map<String, List<Permission>> declared = Product.modules().stream()
                        .collect(Collectors.toMap(KernelModule::name, KernelModule::permissions));

                @Override
                public void check(JavaField constant, ConditionEvents events) {
                    var ofModule = declared.getOrDefault(module(constant.getOwner()), List.of());
                    if (ofModule.stream()
                            .noneMatch(permission -> constant(permission).equals(constant.getName()))) {
                        events.add(SimpleConditionEvent.violated(constant, constant.getFullName() + " is not"));
                    }
                }
            });

    private static String constant(Permission permission) {
        return permission.name().toUpperCase(Locale.ROOT).replace('.', '_');
    }

    @ArchTest
    static final ArchRule modulesDoNotGoInCircles =
            slices().matching("dev.guildhall.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule nobodyTouchesTheInsideOfAModule = classes()
            .that()
            .resideInAnyPackage("dev.guildhall.*.internal..")
            .should(new ArchCondition<>("be used by their own module only") {
                @Override
                public void check(JavaClass inside, ConditionEvents events) {
                    inside.getDirectDependenciesToSelf().stream()
                            .filter(use -> !module(use.getOriginClass()).equals(module(inside)))
                            .forEach(use -> events.add(SimpleConditionEvent.violated(inside, use.getDescription())));
                }
            });

    @ArchTest
    static final ArchRule aTableIsUsedByOneModule = classes()
            .that()
            .resideInAPackage("dev.guildhall.db.tables")
            .should(new ArchCondition<>("be used by the module that owns them only") {
                @Override
                public void check(JavaClass table, ConditionEvents events) {
                    var users = table.getDirectDependenciesToSelf().stream()
                            .map(use -> module(use.getOriginClass()))
                            .filter(module -> !module.equals("db"))
                            .collect(Collectors.toCollection(TreeSet::new));
                    if (users.size() > 1 && !isPublished(table)) {
                        events.add(SimpleConditionEvent.violated(table, table.getName() + " is used by " + users));
                    }
                }
            });

    /**
     * Views that are made for others to join with: identity's of names and addresses, membership's of who is where,
     * tenancy's of which workspaces are whose.
     */
    private static boolean isPublished(JavaClass table) {
        return table.getSimpleName().startsWith("UserProfile")
                || table.getSimpleName().startsWith("Membership")
                || table.getSimpleName().startsWith("OrganizationWorkspace")
                || table.getSimpleName().startsWith("OrganizationPerson")
                || table.getSimpleName().startsWith("OrganizationTeam");
    }

    private static String module(JavaClass type) {
        var names = type.getPackageName().split("\\.");
        return names.length > 2 ? names[2] : "";
    }
}
