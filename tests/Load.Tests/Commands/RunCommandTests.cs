using Xunit;

namespace GridFlow.Load.Commands;

public sealed class RunCommandTests
{
    [Theory]
    [InlineData("steady")]
    [InlineData("steady ramp --duration 1h --rate 500 --meters 20 --seed 7 --json")]
    [InlineData("back-pressure --kafka-bootstrap-servers localhost:9092 --sink-gate 127.0.0.1:1=localhost:2 --schema-registry-url http://localhost:8081 --report out --keep-topics")]
    public void Parse_ValidLine_HasNoError(string line) => Assert.Empty(Errors(line));

    [Theory]
    [InlineData("", "'SCENARIO' missing")]
    [InlineData("stedy", "'stedy' not recognized")]
    [InlineData("steady --duration soon", "'soon' is not a time such as")]
    [InlineData("steady --duration 100ms", "of a second or more")]
    [InlineData("steady --rate NaN", "--rate is NaN; it must be at least 1")]
    [InlineData("steady --rate Infinity", "it must be at least 1")]
    [InlineData("steady --objective-ms NaN", "--objective-ms is NaN")]
    [InlineData("steady --rate 0", "--rate is 0; it must be at least 1")]
    [InlineData("back-pressure --kafka-bootstrap-servers localhost:9092", "back-pressure stops the result sink")]
    [InlineData("steady --sink-gate localhost", "'localhost' is not ADDRESS:PORT=HOST:PORT")]
    [InlineData("steady --meters -5", "--meters is -5")]
    public void Parse_InvalidLine_NamesTheFault(string line, string fault) => Assert.Contains(Errors(line), error => error.Contains(fault, StringComparison.Ordinal));

    private static List<string> Errors(string line) => [.. RunCommand.Build([], []).Parse(line).Errors.Select(error => error.Message)];
}
