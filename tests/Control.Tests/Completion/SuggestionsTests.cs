using Xunit;

namespace GridFlow.Control.Completion;

public sealed class SuggestionsTests
{
    [Theory]
    [InlineData("gridflow dl", "dlq")]
    [InlineData("gridflow do", "doctor")]
    [InlineData("gridflow dlq ", "list replay show stats")]
    [InlineData("gridflow dlq list --co", "--code --config")]
    [InlineData("gridflow dlq list --code tru", "truncated")]
    [InlineData("gridflow completion ", "bash fish pwsh zsh")]
    [InlineData("gridflow --Kafka:GroupId=x dlq st", "stats")]
    [InlineData("gridflow run --Kafka:Boot", "--Kafka:BootstrapServers=")]
    [InlineData("gridflow run --Kafka:Prop", "--Kafka:Properties:")]
    [InlineData("gridflow run --checkpoints:del", "--Checkpoints:Delivery=")]
    [InlineData("gridflow run --Checkpoints:Delivery=", "--Checkpoints:Delivery=at-least-once --Checkpoints:Delivery=exactly-once")]
    [InlineData("gridflow run --Archive:Target=s", "--Archive:Target=s3")]
    [InlineData("gridflow zzz", "")]
    public void PrintAsync_LineToTheCursor_SaysWhatFits(string line, string expected)
    {
        using var output = new StringWriter();

        Assert.True(Suggestions.PrintAsync(new SuggestRequest(line), output).IsCompletedSuccessfully);

        Assert.Equal(expected, string.Join(' ', output.ToString().Split(output.NewLine, StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public async Task PrintAsync_TwoHyphens_OffersOptionsAndSections()
    {
        await using var output = new StringWriter();

        await Suggestions.PrintAsync(new SuggestRequest("gridflow doctor --"), output);

        Assert.All(["--json", "--timeout", "--config", "--Kafka:", "--Detection:"], word => Assert.Contains(word, output.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("gridflow dl", "[suggest:11]", "gridflow dl")]
    [InlineData("gridflow dl", "[suggest:11]", "gridflow dl --more")]
    [InlineData("gridflow dlq ", "[suggest:13]", "gridflow dlq")]
    [InlineData("gridflow dl", "[suggest]", "gridflow dl")]
    [InlineData(null, "run", "--create-topics")]
    [InlineData(null, "[suggest:3]")]
    public void Read_Arguments_AreAQuestionOrNot(string? line, params string[] args) => Assert.Equal(line, SuggestRequest.Read(args)?.Line);
}
