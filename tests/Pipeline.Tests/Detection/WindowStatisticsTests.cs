using System.Numerics;
using CsCheck;
using GridFlow.Detection;

namespace GridFlow.Pipeline.Tests.Detection;

public sealed class WindowStatisticsTests
{
    private static readonly Gen<int[]> Windows =
        from reach in Gen.OneOf(Gen.Const(3), Gen.Const(10_000), Gen.Const(int.MaxValue))
        from values in Gen.Int[-reach, reach].Array[2, 400]
        select values;

    [Fact]
    public void ScaledVariance_AnyWindow_IsTheExactNumberRounded() => Windows.Sample(values =>
    {
        var (sum, squares) = Sums(values);
        var exact = (values.Length * values.Aggregate(BigInteger.Zero, (a, v) => a + ((BigInteger)v * v))) - ((BigInteger)sum * sum);
        var found = WindowStatistics.ScaledVariance(values.Length, sum, squares);
        return Math.Abs(found - (double)exact) <= 1e-15 * (double)exact;
    });

    [Fact]
    public void MayDeviate_AnyValue_NeverSaysNoWhereTheExactTestSaysYes() => Gen.Select(Windows, Gen.Int, Gen.Double[0, 2_000], Gen.Double[1.5, 4]).Sample(
        (values, value, floor, threshold) =>
        {
            var (sum, squares) = Sums(values);
            var variance = WindowStatistics.ScaledVariance(values.Length, sum, squares);
            var stdDev = WindowStatistics.StdDevSteps(values.Length, variance, floor);
            var deviates = Math.Abs(WindowStatistics.Deviation(value, values.Length, sum, stdDev)) > threshold;
            return !deviates || WindowStatistics.MayDeviate(value, values.Length, sum, variance, floor, threshold);
        });

    private static (long Sum, UInt128 Squares) Sums(int[] values)
    {
        var state = default(MeterState);
        foreach (var value in values)
        {
            state.Add(new WindowSample(0, default, value, 0, 0));
        }

        return (state.VoltageSum, state.VoltageSquares);
    }
}
