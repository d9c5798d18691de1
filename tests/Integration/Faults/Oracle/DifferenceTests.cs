using Xunit;

namespace GridFlow.Integration.Faults.Oracle;

/// <summary>The checker itself. Needs no servers.</summary>
public sealed class DifferenceTests
{
    private static readonly OutputRecord[] Reference = [new("a", "1"), new("b", "2"), new("c", "3")];

    [Fact]
    public void Between_SameRecordsInAnotherOrder_None() => Assert.True(Difference.Between(Reference, [.. Reference.Reverse()]).IsNone);

    [Fact]
    public void Between_RecordLost_Missing()
    {
        var difference = Difference.Between(Reference, Reference[..2]);

        Assert.Equal(["c: 3"], difference.Missing);
        Assert.False(difference.IsNone);
    }

    [Fact]
    public void Between_RecordAgain_TwiceWhateverItsContent()
    {
        var difference = Difference.Between(Reference, [.. Reference, new("b", "2"), new("c", "other")]);

        Assert.Equal(["b", "c"], difference.Twice);
        Assert.False(difference.IsNone);
    }

    [Fact]
    public void Between_RecordOfNobody_Unexpected()
    {
        var difference = Difference.Between(Reference, [.. Reference, new("d", "4")]);

        Assert.Equal(["d: 4"], difference.Unexpected);
        Assert.False(difference.IsNone);
    }

    [Fact]
    public void Between_OtherContent_ChangedWithBothShown()
    {
        var difference = Difference.Between(Reference, [Reference[0], new("b", "2.5"), Reference[2]]);

        Assert.Contains("expected 2\n", Assert.Single(difference.Changed), StringComparison.Ordinal);
        Assert.Contains("found    2.5", difference.ToString(), StringComparison.Ordinal);
        Assert.False(difference.IsNone);
    }

    [Fact]
    public void Between_ReferenceHasOneTwice_ProvesNothing() => Assert.False(Difference.Between([.. Reference, Reference[0]], Reference).IsNone);
}
