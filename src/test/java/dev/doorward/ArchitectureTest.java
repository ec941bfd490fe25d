package dev.doorward;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import dev.doorward.credentials.Pepper;
import dev.doorward.credentials.Secret;
import dev.doorward.http.RequestMetrics;
import dev.doorward.journal.Resource;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What may depend on what: the directions that ARCHITECTURE.md draws. */
class ArchitectureTest {
    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.doorward");

    /** What features stand on, and what so knows none of them. */
    private static final String[] FOUNDATION = {
        "dev.doorward.http..",
        "dev.doorward.access..",
        "dev.doorward.journal..",
        "dev.doorward.credentials..",
        "dev.doorward.retries..",
        "dev.doorward.db..",
        "dev.doorward.errors.."
    };

    @Test
    void onlyHttpKnowsTheHttpAndJsonLibraries() {
        noClasses()
                .that(not(resideInAPackage("dev.doorward.http..")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.eclipse.jetty..", "tools.jackson..")
                .check(PRODUCT);
    }

    @Test
    void onlyDbKnowsJdbcSqliteAndFlyway() {
        noClasses()
                .that(not(resideInAPackage("dev.doorward.db..")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..", "org.flywaydb..")
                .check(PRODUCT);
    }

    @Test
    void onlyTheMetricsKnowMicrometer() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(Metrics.class, RequestMetrics.class)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.micrometer..", "io.prometheus..")
                .check(PRODUCT);
    }

    @Test
    void onlyTheLogsSetUpKnowsLogback() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(Logging.class, Main.class)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ch.qos.logback..")
                .check(PRODUCT);
    }

    @Test
    void onlyTheProgramsEdgeReadsClocksRandomnessAndTheEnvironment() {
        noClasses()
                .that(not(isAtTheEdge()))
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDateTime.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(InstantSource.class, "system")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Clock.class, SecureRandom.class, ThreadLocalRandom.class, java.util.Random.class)
                .check(PRODUCT);
    }

    private static DescribedPredicate<JavaClass> isAtTheEdge() {
        return DescribedPredicate.describe(
                "are where the program begins",
                type -> Set.of("App", "Main", "Opening", "Demo", "SampleOrganization")
                                .contains(topLevel(type).getSimpleName())
                        || type.getPackageName().startsWith("dev.doorward.cli"));
    }

    @Test
    void whatFeaturesStandOnKnowsNoFeature() {
        noClasses()
                .that(resideInAnyPackage(FOUNDATION))
                .should()
                .dependOnClassesThat(resideInAPackage("dev.doorward..").and(not(resideInAnyPackage(FOUNDATION))))
                .check(PRODUCT);
    }

    @Test
    void statementsKnowNoRulesOfAnotherFeature() {
        Set<String> rules = new TreeSet<>();
        for (JavaClass type : PRODUCT) {
            if (type.getName().endsWith("s") && PRODUCT.contain(type.getName().replaceFirst("s$", "Sql"))) {
                rules.add(type.getName());
            }
        }
        Set<String> wrong = new TreeSet<>();
        for (JavaClass type : PRODUCT) {
            if (type.getSimpleName().endsWith("Sql")) {
                type.getDirectDependenciesFromSelf().stream()
                        .filter(dependency ->
                                !dependency.getTargetClass().getPackage().equals(type.getPackage()))
                        .filter(dependency -> rules.contains(
                                topLevel(dependency.getTargetClass()).getName()))
                        .forEach(dependency -> wrong.add(dependency.getDescription()));
            }
        }

        assertThat(rules).contains("dev.doorward.invites.Invites", "dev.doorward.credentials.AdminKeys");
        assertThat(wrong).isEmpty();
    }

    /** The commands are left out: picocli has a command name its subcommands, and those know the command they belong to. */
    @Test
    void classesDependOnEachOtherWithoutCycles() {
        SlicesRuleDefinition.slices()
                .assignedFrom(new ByTopLevelClass())
                .should()
                .beFreeOfCycles()
                .check(PRODUCT);
    }

    private static final class ByTopLevelClass implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            boolean isCommand = type.getPackageName().equals("dev.doorward.cli");
            return type.getPackageName().startsWith("dev.doorward") && !isCommand
                    ? SliceIdentifier.of(topLevel(type).getName())
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "classes, each with those inside it";
        }
    }

    /** They only read: what every other feature has written, and whether a key is good. */
    private static final Set<String> WITHOUT_A_TABLE = Set.of("JournalRoutes", "CheckRoutes");

    @Test
    void aFeatureHasTheSameFourFiles() {
        Set<String> features = new TreeSet<>();
        for (JavaClass routes : PRODUCT) {
            if (routes.getSimpleName().endsWith("Routes") && !WITHOUT_A_TABLE.contains(routes.getSimpleName())) {
                String thing = routes.getName().replaceFirst("Routes$", "");
                features.add(routes.getSimpleName().replaceFirst("Routes$", ""));
                assertThat(List.of(thing, thing + "s", thing + "Sql")).allMatch(PRODUCT::contain);
                assertThat(PRODUCT.get(thing).isRecord())
                        .as(thing + " is a record")
                        .isTrue();
                assertThat(PRODUCT.get(thing).isAssignableTo(Resource.class))
                        .as(thing + " is a resource")
                        .isTrue();
            }
        }

        assertThat(features).contains("Organization", "Member", "Invite", "Workspace", "WorkspaceMember", "ApiKey");
    }

    @Test
    void staticFieldsAreFinal() {
        fields().that().areStatic().should().beFinal().check(PRODUCT);
    }

    @Test
    void aClassIsFinalUnlessItIsAnExceptionWithKinds() {
        classes()
                .that()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .and()
                .areNotAnonymousClasses()
                .and()
                .areNotAssignableTo(Throwable.class)
                .and(DescribedPredicate.describe(
                        "have no kinds of their own",
                        type -> type.getSubclasses().isEmpty()))
                .and(DescribedPredicate.describe(
                        "are not synthetic", type -> !type.getName().matches(".*\\$[0-9]+.*")))
                .should()
                .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL)
                .check(PRODUCT);
    }

    /** The journal keeps resources, and the API shows them: so no secret can get into either. */
    @Test
    void noResourceHasASecretInIt() {
        Set<String> resources = new TreeSet<>();
        for (JavaClass type : PRODUCT) {
            if (type.isAssignableTo(Resource.class) && type.isRecord()) {
                resources.add(type.getSimpleName());
                assertThat(typesInside(type.reflect(), new HashSet<>()))
                        .as(type.getName())
                        .doesNotContain(Secret.class, Pepper.class, byte[].class, Object.class);
            }
        }

        assertThat(resources).contains("Invite", "ApiKey", "AdminKey");
        assertThat(typesInside(WithASecret.class, new HashSet<>())).contains(Secret.class);
    }

    private record WithASecret(Map<String, List<Inner>> inner) {
        private record Inner(Secret[] secret) {}
    }

    private static Set<Type> typesInside(Type type, Set<Type> seen) {
        if (!seen.add(type)) {
            return seen;
        }
        if (type instanceof ParameterizedType generic) {
            typesInside(generic.getRawType(), seen);
            Arrays.stream(generic.getActualTypeArguments()).forEach(argument -> typesInside(argument, seen));
        } else if (type instanceof Class<?> plain && plain.isArray()) {
            typesInside(plain.getComponentType(), seen);
        } else if (type instanceof Class<?> plain && plain.isRecord()) {
            for (RecordComponent component : plain.getRecordComponents()) {
                typesInside(component.getGenericType(), seen);
            }
        }
        return seen;
    }

    /** Two tables belong to the installation and have no thing of their own: their writers are named here. */
    @Test
    void aTableIsWrittenOnlyThroughItsOwnStatements() {
        Map<String, Set<String>> writers = new TreeMap<>();
        Pattern write = Pattern.compile("\\b(?:INSERT INTO ([a-z_]+)|UPDATE ([a-z_]+)\\s+SET|DELETE FROM ([a-z_]+))");
        Sources.byClass().forEach((name, source) -> {
            Matcher matcher = write.matcher(source);
            while (matcher.find()) {
                String table = Stream.of(matcher.group(1), matcher.group(2), matcher.group(3))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElseThrow();
                writers.computeIfAbsent(table, _ -> new TreeSet<>()).add(name);
            }
        });

        assertThat(writers.remove("installation"))
                .as("public_url is the organizations', current_pepper the peppers', restored_at the mark's;"
                        + " WholeCopy marks what it moved, in the transaction that moved it")
                .isEqualTo(Set.of("OrganizationSql", "PepperSql", "RestoreMarkSql", "WholeCopy"));
        writers.forEach((table, names) -> assertThat(names).as(table).isEqualTo(Set.of(sqlOf(table))));
        assertThat(writers).containsKeys("member", "invite", "workspace", "workspace_member", "api_key", "journal");
    }

    private static String sqlOf(String table) {
        StringBuilder name = new StringBuilder();
        for (String word : table.split("_")) {
            name.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
        }
        return name + "Sql";
    }

    private static JavaClass topLevel(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::topLevel).orElse(type);
    }
}
