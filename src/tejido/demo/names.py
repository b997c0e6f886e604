"""Names for people who do not exist: common given names and surnames, put together by chance."""

import random

WOMEN = ["Abril", "Adela", "Alba", "Alicia", "Amparo", "Ana", "Antonia", "Aurora", "Beatriz", "Belén", "Berta", "Blanca", "Brenda", "Carmen", "Catalina", "Cecilia", "Clara", "Claudia", "Consuelo", "Daniela", "Delmy", "Dolores", "Elena", "Elisa", "Emma", "Ester", "Eva", "Fátima", "Flor", "Gabriela", "Gloria", "Guadalupe", "Inés", "Irene", "Isabel", "Jimena", "Josefina", "Julia", "Karla", "Laura", "Leticia", "Lidia", "Lorena", "Lucía", "Luisa", "Manuela", "Marcela", "Margarita", "María", "Marta", "Mercedes", "Miriam", "Nieves", "Noelia", "Nuria", "Ofelia", "Olga", "Patricia", "Paula", "Pilar", "Raquel", "Reina", "Rita", "Rocío", "Rosa", "Sandra", "Sara", "Silvia", "Sofía", "Sonia", "Susana", "Teresa", "Valeria", "Vera", "Verónica", "Victoria", "Violeta", "Virginia", "Yolanda", "Zoila"]

MEN = ["Abel", "Adrián", "Agustín", "Alberto", "Alejandro", "Alfredo", "Álvaro", "Andrés", "Ángel", "Antonio", "Arturo", "Baltasar", "Benito", "Bernardo", "Bruno", "Camilo", "Carlos", "César", "Damián", "Daniel", "David", "Diego", "Edgar", "Eduardo", "Elías", "Emilio", "Enrique", "Ernesto", "Esteban", "Federico", "Felipe", "Félix", "Fernando", "Francisco", "Gerardo", "Gonzalo", "Guillermo", "Gustavo", "Héctor", "Hugo", "Ignacio", "Isaac", "Iván", "Jaime", "Javier", "Joaquín", "Jorge", "José", "Juan", "Julio", "Leandro", "León", "Lorenzo", "Lucas", "Luis", "Manuel", "Marcos", "Mario", "Martín", "Mateo", "Mauricio", "Miguel", "Nicolás", "Óscar", "Pablo", "Pedro", "Rafael", "Ramón", "Raúl", "Ricardo", "Roberto", "Rodrigo", "Salvador", "Samuel", "Santiago", "Saúl", "Sergio", "Tomás", "Vicente", "Víctor", "Wilfredo"]

SURNAMES = ["Acosta", "Aguilar", "Alonso", "Alvarado", "Amaya", "Arias", "Ayala", "Barrera", "Blanco", "Cabrera", "Calderón", "Campos", "Cárcamo", "Castro", "Cerrato", "Chávez", "Cordero", "Crespo", "Cruz", "Delgado", "Díaz", "Domínguez", "Escobar", "Espinoza", "Estrada", "Flores", "Fuentes", "Gallego", "García", "Garrido", "Gómez", "González", "Guerra", "Guzmán", "Henríquez", "Herrera", "Hidalgo", "Iglesias", "Jiménez", "Lara", "León", "Linares", "López", "Lozano", "Maldonado", "Marín", "Márquez", "Martínez", "Medina", "Mejía", "Méndez", "Mendoza", "Menjívar", "Molina", "Montoya", "Mora", "Morales", "Moreno", "Muñoz", "Navarro", "Núñez", "Ortega", "Ortiz", "Pacheco", "Palacios", "Paredes", "Peña", "Pérez", "Pineda", "Portillo", "Quintero", "Ramos", "Reyes", "Ríos", "Rivas", "Robles", "Rojas", "Romero", "Rosales", "Rubio", "Ruiz", "Salazar", "Sánchez", "Santos", "Serrano", "Solano", "Soto", "Suárez", "Tejada", "Torres", "Tovar", "Trejo", "Urbina", "Valle", "Vargas", "Vega", "Velasco", "Vidal", "Villalta", "Zamora", "Zelaya"]


def given_name(chance: random.Random, sex: str) -> str:
    """A given name; for those who are neither or did not say, from both lists."""
    names = WOMEN if sex == "woman" else MEN if sex == "man" else WOMEN + MEN
    return chance.choice(names)


def family_name(chance: random.Random) -> str:
    """Two surnames."""
    return f"{chance.choice(SURNAMES)} {chance.choice(SURNAMES)}"
