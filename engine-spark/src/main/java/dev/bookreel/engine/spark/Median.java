package dev.bookreel.engine.spark;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.expressions.Aggregator;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.NumericType;
import org.jspecify.annotations.Nullable;
import scala.Function1;
import scala.Option;
import scala.Tuple2;
import scala.collection.immutable.Seq;

/**
 * The exact median of numbers, as Spark defines it. Spark's own keeps a hash map of all different
 * values, and takes quadratic time to put two together whose sizes are unlucky. This one keeps the
 * values.
 */
public final class Median extends Aggregator<Double, Median.Values, Double> {
  private static final long serialVersionUID = 1;
  private static final String SPARKS = "median";
  private static final String OURS = "bookreel_median";

  private Median() {}

  /** From now on {@code median} of numbers means this one; of intervals, Spark's. */
  static void register(SparkSession session) {
    session.udf().register(OURS, functions.udaf(new Median(), Encoders.DOUBLE()));
    FunctionRegistry registry = session.sessionState().functionRegistry();
    FunctionIdentifier name = name(SPARKS, "builtin");
    Tuple2<ExpressionInfo, Function1<Seq<Expression>, Expression>> sparks =
        registry.lookupFunctionEntry(name).get();
    Function1<Seq<Expression>, Expression> ours =
        registry.lookupFunctionBuilder(name(OURS, "session")).get();
    // Spark warns of a function that comes in the place of another.
    registry.dropFunction(name);
    registry.registerFunction(
        name,
        sparks._1(),
        arguments ->
            arguments.size() == 1 && arguments.head().dataType() instanceof NumericType
                ? ours.apply(arguments)
                : sparks._2().apply(arguments));
  }

  private static FunctionIdentifier name(String function, String schema) {
    return new FunctionIdentifier(function, Option.apply(schema), Option.apply("system"));
  }

  /** Numbers, in any order. Public for the code that Spark makes. */
  public static final class Values implements Serializable {
    private static final long serialVersionUID = 1;
    private static final int FIRST = 8;

    private double[] numbers = new double[FIRST];
    private int count;

    private void add(double number) {
      reserve(1);
      numbers[count++] = number;
    }

    private void addAll(Values others) {
      reserve(others.count);
      System.arraycopy(others.numbers, 0, numbers, count, others.count);
      count += others.count;
    }

    private void reserve(int more) {
      int needed = Math.addExact(count, more);
      if (needed > numbers.length) {
        long larger = numbers.length * 3L / 2;
        numbers =
            Arrays.copyOf(numbers, (int) Math.max(needed, Math.min(larger, Integer.MAX_VALUE - 8)));
      }
    }

    private @Nullable Double median() {
      if (count == 0) {
        return null;
      }
      Arrays.sort(numbers, 0, count);
      double lower = numbers[(count - 1) / 2];
      return count % 2 == 1 ? lower : 0.5 * lower + 0.5 * numbers[count / 2];
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
      numbers = Arrays.copyOf(numbers, count);
      out.defaultWriteObject();
    }
  }

  @Override
  public Values zero() {
    return new Values();
  }

  @Override
  public Values reduce(Values values, @Nullable Double number) {
    if (number != null) {
      values.add(number);
    }
    return values;
  }

  @Override
  public Values merge(Values values, Values others) {
    values.addAll(others);
    return values;
  }

  @Override
  public @Nullable Double finish(Values values) {
    return values.median();
  }

  @Override
  public Encoder<Values> bufferEncoder() {
    return Encoders.javaSerialization(Values.class);
  }

  @Override
  public Encoder<Double> outputEncoder() {
    return Encoders.DOUBLE();
  }
}
