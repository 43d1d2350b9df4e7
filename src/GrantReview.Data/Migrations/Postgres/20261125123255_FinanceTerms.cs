using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GrantReview.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class FinanceTerms : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "FinanceTerms",
                table: "Calls",
                type: "text",
                nullable: false,
                defaultValue: "");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "FinanceTerms",
                table: "Calls");
        }
    }
}
