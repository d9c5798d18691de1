using CsCheck;
using GridFlow.Control.Services.Anomalies.Topic;
using Xunit;

namespace GridFlow.Control.Services.Anomalies;

public sealed class ResumeTokenTests
{
    private static readonly Gen<ResumeToken> Tokens = Gen.Select(Gen.UInt, Gen.Long[0, long.MaxValue].Array[0, 200], (tag, positions) => new ResumeToken(tag, new TopicPositions(positions)));

    [Fact]
    public void Parse_WhatWasWritten_IsTheSame() => Tokens.Sample(token =>
    {
        var read = ResumeToken.Parse(token.ToString(), out _)!;

        Assert.Equal((token.TopicTag, token.Positions.Count, token.Positions.ToString()), (read.TopicTag, read.Positions.Count, read.Positions.ToString()));
    });

    // Tokens live in clients: what one version has written, the next must read.
    [Fact]
    public void ToString_Format_IsThatOfVersionOne() =>
        Assert.Equal("AXhWNBIDAH-sAsQSrFw", new ResumeToken(0x12345678, new TopicPositions([0, 127, 300])).ToString());

    [Fact]
    public void Parse_OneCharacterChangedOrCut_IsRefused() => Gen.Select(Tokens, Gen.UInt, Gen.Char['a', 'z']).Sample((token, where, letter) =>
    {
        var text = token.ToString();
        var at = (int)(where % (uint)text.Length);
        var changed = string.Concat(text.AsSpan(0, at), [letter], text.AsSpan(at + 1));

        Assert.Null(ResumeToken.Parse(text[..at], out var problem));
        Assert.NotEmpty(problem);
        // The last character may carry bits that mean nothing.
        Assert.True(changed == text || ResumeToken.Parse(changed, out _) is null || at == text.Length - 1);
    });

    [Theory]
    [InlineData("x")]
    [InlineData("***")]
    [InlineData("AAAA AAAA")]
    [InlineData("AQAAAAD_____D_____8AAAAA")]
    public void Parse_Nonsense_IsRefused(string text) => Assert.Null(ResumeToken.Parse(text, out _));

    [Fact]
    public void Parse_AnotherVersion_SaysWhich()
    {
        Assert.Null(ResumeToken.Parse("B3hWNBIDAH-sAsQSrFw", out var problem));

        Assert.Contains("version 7", problem, StringComparison.Ordinal);
    }
}
