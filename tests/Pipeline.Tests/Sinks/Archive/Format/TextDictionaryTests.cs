using System.Text;
using CsCheck;
using GridFlow.Readings;
using GridFlow.Sinks.Archive.Format;

namespace GridFlow.Pipeline.Tests.Sinks.Archive.Format;

public sealed class TextDictionaryTests
{
    [Fact]
    public void IdOf_AnyTexts_IsAsOfADictionary() => Gen.Int[0, 300].Array[0, 2_000].Sample(numbers =>
    {
        var texts = new TextDictionary();
        var oracle = new Dictionary<string, int>();
        foreach (var number in numbers)
        {
            var text = $"meter {number} é😀";
            oracle.TryAdd(text, oracle.Count);
            Assert.Equal(oracle[text], IdOf(texts, text));
        }

        Assert.Equal(oracle.Count, texts.Count);
        Assert.All(oracle, pair => Assert.Equal(pair.Key, texts[pair.Value].ToString()));
        texts.Clear();
        Assert.Equal((0, 0), (texts.Count, IdOf(texts, "first again")));
    });

    [Fact]
    public void IdOf_SameHashOtherText_IsAnother()
    {
        var texts = new TextDictionary();
        Assert.Equal([0, 1, 2, 1], new[] { "a", "b", "", "b" }.Select(text => texts.IdOf(42, Encoding.UTF8.GetBytes(text))));
    }

    [Theory]
    [InlineData("plain", false)]
    [InlineData("\uFF61", false)]
    [InlineData("😀", true)]
    public void HasSurrogates_OutsideTheBasicPlane_IsTrue(string text, bool expected)
    {
        var texts = new TextDictionary();
        IdOf(texts, text);
        Assert.Equal(expected, texts.HasSurrogates);
        texts.Clear();
        Assert.False(texts.HasSurrogates);
    }

    private static int IdOf(TextDictionary texts, string text) => texts.IdOf(MeterHash.Of(Encoding.UTF8.GetBytes(text)), Encoding.UTF8.GetBytes(text));
}
