using GridFlow.Checkpoints;

namespace GridFlow.Pipeline.Tests.Checkpoints;

public sealed class FaultPointsTests
{
    [Theory]
    [InlineData("snapshot.written", "snapshot.written", 1)]
    [InlineData("recovery.replayed:17", "recovery.replayed", 17)]
    public void Parse_KnownName_IsArmed(string text, string name, int hit) => Assert.Equal((name, hit), FaultPoints.Parse(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Parse_Nothing_ArmsNothing(string? text) => Assert.Null(FaultPoints.Parse(text));

    [Theory]
    [InlineData("snapshot.writen")]
    [InlineData("snapshot.written:0")]
    [InlineData("snapshot.written:x")]
    [InlineData("snapshot.written:1:2")]
    public void Parse_WhatWouldNeverStrike_IsRefused(string text) =>
        Assert.Contains("snapshot.begun", Assert.Throws<FormatException>(() => FaultPoints.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void All_Names_AreEveryConstantOnce()
    {
        var constants = typeof(FaultPoints).GetFields().Where(field => field.IsLiteral && field.Name != nameof(FaultPoints.Variable)).Select(field => (string)field.GetRawConstantValue()!);
        Assert.Equal(constants.Order(), FaultPoints.All.Order());
    }
}
