using Grpc.Core;
using Xunit;

namespace GridFlow.Control.Services.Errors;

public sealed class FieldViolationsTests
{
    [Fact]
    public void ThrowIfAny_NothingWrong_DoesNotThrow()
    {
        var violations = new FieldViolations();
        violations.Require(true, "a", "never");
        violations.RequireEach([1, 2], "b", 2, _ => null);

        violations.ThrowIfAny();

        Assert.True(violations.None);
    }

    [Fact]
    public void ThrowIfAny_SeveralWrong_NamesAllInOrder()
    {
        var violations = new FieldViolations();
        violations.Require(false, "threshold.sigma", "must be less");
        violations.RequireEach([1, -1, -2], "partitions", 2, partition => partition < 0 ? "must not be negative" : null);

        var error = Assert.Throws<RpcException>(violations.ThrowIfAny);

        Assert.Equal(["threshold.sigma", "partitions", "partitions[1]", "partitions[2]"], RichError.Fields(error));
        Assert.StartsWith("threshold.sigma: must be less; partitions: has 3 entries", error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void ThrowIfAny_VeryMany_StaysSmallEnoughForATrailer()
    {
        var violations = new FieldViolations();
        violations.RequireEach([.. Enumerable.Range(0, 1_000)], "meter_ids", 2_000, number => $"{number} is no meter");

        var error = Assert.Throws<RpcException>(violations.ThrowIfAny);

        Assert.Equal(20, RichError.Fields(error).Count);
        Assert.EndsWith("(and 980 more)", error.Status.Detail, StringComparison.Ordinal);
    }
}
