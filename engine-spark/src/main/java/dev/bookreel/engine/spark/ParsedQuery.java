package dev.bookreel.engine.spark;

import dev.bookreel.definition.TableName;
import dev.bookreel.engine.embedded.TableNames;
import dev.bookreel.error.WrongQueryException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.AliasIdentifier;
import org.apache.spark.sql.catalyst.analysis.CTESubstitution;
import org.apache.spark.sql.catalyst.analysis.NameParameterizedQuery;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.expressions.CreateArray;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.Literal$;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ParsedStatement;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractPartialFunction;

/**
 * A query as Spark's own parser understands it. The lake's tables are put into it by us, not by a
 * catalog: a catalog knows one version of a table, a query may be about any.
 */
final class ParsedQuery {
  private final Session session;
  private final LogicalPlan plan;

  /**
   * @throws WrongQueryException if it is no query
   */
  ParsedQuery(Session session, String sql) {
    this.session = session;
    LogicalPlan parsed;
    // Where the parser finds what the session says of quotes.
    SparkSession.setActiveSession(session.spark());
    try {
      parsed = session.spark().sessionState().sqlParser().parsePlan(sql);
    } catch (ParseException e) {
      throw WrongSql.of(sql, e);
    }
    if (parsed instanceof Command || parsed instanceof ParsedStatement) {
      throw new WrongQueryException(
          "Only queries can be run here (SELECT, WITH, FROM, VALUES): tables change by loading deliveries",
          null);
    }
    this.plan = CTESubstitution.apply(parsed);
  }

  /** The lake's tables that it names. */
  Set<TableName> tables(TableNames names) {
    Set<TableName> found = new TreeSet<>();
    replace(
        (parts, relation) -> {
          resolve(names, parts).ifPresent(found::add);
          return relation;
        });
    return found;
  }

  /** Its result, with values for its parameters. */
  Dataset<Row> bound(Map<String, Object> parameters, TableNames names, LakeTables tables) {
    LogicalPlan replaced =
        replace(
            (parts, relation) ->
                resolve(names, parts)
                    .<LogicalPlan>map(
                        table ->
                            new SubqueryAlias(
                                AliasIdentifier.apply(
                                    parts.get(1),
                                    CollectionConverters.asScala(parts.subList(0, 1)).toSeq()),
                                plan(tables.of(table, parts.get(1)))))
                    .orElse(relation));
    List<String> named = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    parameters.forEach(
        (name, value) -> {
          named.add(name);
          values.add(literal(value));
        });
    return org.apache.spark.sql.classic.Dataset.ofRows(
        session.spark(),
        parameters.isEmpty()
            ? replaced
            : new NameParameterizedQuery(
                replaced,
                CollectionConverters.asScala(named).toSeq(),
                CollectionConverters.asScala(values).toSeq()));
  }

  private static Optional<TableName> resolve(TableNames names, List<String> parts) {
    if (parts.size() == 1) {
      throw names.noSuchTable(parts.get(0));
    }
    return parts.size() == 2 ? names.resolve(parts.get(0), parts.get(1)) : Optional.empty();
  }

  private static LogicalPlan plan(Dataset<Row> rows) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution().analyzed();
  }

  private static Expression literal(Object value) {
    if (!(value instanceof List<?> list)) {
      return Literal$.MODULE$.apply(value);
    }
    DataType type = elementType(list);
    List<Expression> elements = new ArrayList<>();
    list.forEach(element -> elements.add(Literal.create(element, type)));
    return new CreateArray(CollectionConverters.asScala(elements).toSeq());
  }

  /** Spark binds lists of one type only. */
  private static DataType elementType(List<?> list) {
    for (Object element : list) {
      if (element instanceof BigDecimal decimal) {
        return DataTypes.createDecimalType(
            DecimalType.MAX_PRECISION(), Math.max(0, decimal.scale()));
      }
      if (element != null) {
        return Literal$.MODULE$.apply(element).dataType();
      }
    }
    return DataTypes.StringType;
  }

  private interface Replacement {
    LogicalPlan of(List<String> parts, UnresolvedRelation relation);
  }

  /** Each name of a table; none has one part only, but those of the query's own. */
  private LogicalPlan replace(Replacement replacement) {
    return plan.transformDownWithSubqueries(
        new AbstractPartialFunction<LogicalPlan, LogicalPlan>() {
          @Override
          public boolean isDefinedAt(LogicalPlan node) {
            return node instanceof UnresolvedRelation;
          }

          @Override
          public <A extends LogicalPlan, B> B applyOrElse(A node, scala.Function1<A, B> other) {
            if (!isDefinedAt(node)) {
              return other.apply(node);
            }
            UnresolvedRelation relation = (UnresolvedRelation) (LogicalPlan) node;
            @SuppressWarnings("unchecked")
            B replaced =
                (B)
                    replacement.of(
                        CollectionConverters.asJava(relation.multipartIdentifier()), relation);
            return replaced;
          }
        });
  }
}
